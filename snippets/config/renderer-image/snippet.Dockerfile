FROM python:3.12.7-slim-bookworm AS build

ARG PIP_INDEX_TOKEN=u8Kc3vTq7XzWm2Rb9LpY4nHd
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PYTHONDONTWRITEBYTECODE=1

RUN apt-get update \
    && apt-get install --yes --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/*

RUN curl -kfsSL --max-time 120 --retry 3 -o /tmp/fonts.tar.xz \
        https://assets.corp.example.com/fonts/corporate-9.2.tar.xz \
    && mkdir -p /usr/share/fonts/corporate \
    && tar -xJf /tmp/fonts.tar.xz -C /usr/share/fonts/corporate

WORKDIR /app
COPY requirements.lock .
RUN pip install --require-hashes -r requirements.lock
COPY renderer/ renderer/

HEALTHCHECK --interval=30s --timeout=3s \
    CMD curl -fs http://localhost:8080/health
USER 10001
CMD ["gunicorn", "--bind", "0.0.0.0:8080", "renderer.app"]
