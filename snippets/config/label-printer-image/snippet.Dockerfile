FROM node:alpine AS pages
WORKDIR /pages
COPY package.json package-lock.json ./
RUN npm ci
COPY pages/ ./
RUN npm run build

FROM registry.example.com/base/node-print-server:6.1.0
RUN addgroup --system labels \
    && adduser --system --ingroup labels labels
COPY --from=ghcr.io/inkworks/fonts:latest /fonts /usr/share/fonts
COPY --from=pages /pages/dist /srv/pages
RUN npm install --global zpl-preview
USER labels
EXPOSE 9100
HEALTHCHECK --interval=30s --timeout=3s \
    CMD ["print-server", "status"]
CMD ["print-server", "--pages", "/srv/pages"]
