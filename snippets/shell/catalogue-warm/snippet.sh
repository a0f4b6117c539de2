#!/usr/bin/env bash
set -euo pipefail

shop=https://green.shop.example.com
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp /srv/catalogue/categories.txt "$work/categories"
cp /srv/catalogue/products.txt "$work/products"

echo "warming $(wc -l < "$work/categories") categories"
xargs -a "$work/categories" -P 4 -I {} \
  curl -sS --fail --max-time 20 --retry 2 --retry-max-time 60 \
  -o /dev/null "$shop/c/{}"

echo "warming $(wc -l < "$work/products") products"
xargs -a "$work/products" -P 0 -I {} \
  curl -sS --fail --max-time 20 --retry 2 --retry-max-time 60 \
  -o /dev/null "$shop/p/{}"

echo "warm"
