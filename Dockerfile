# One image for the web server and for every command (`docker run … python manage.py …`).
# The base is pinned by tag and by the digest of its index of platforms: the tag says what it is, the digest counts.
FROM python:3.11.14-slim-bookworm@sha256:65a93d69fa75478d554f4ad27c85c1e69fa184956261b4301ebaf6dbb0a3543d AS base
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1

# Compilers and headers stay here.
FROM base AS builder
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends build-essential pkg-config default-libmysqlclient-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY requirements.txt ./
COPY requirements ./requirements
# PostgreSQL's driver too, a wheel of its own: which servers tenants are on is a parameter.
RUN python -m venv /opt/venv \
    && pip install --no-cache-dir --requirement requirements.txt --requirement requirements/postgresql.txt

FROM base
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libmariadb3 tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 poseidon
COPY --from=builder /opt/venv /opt/venv
WORKDIR /app
COPY . .
# Static files are named by their content, so they are collected under production's settings; docker/web/build.env
# stands in for the parameters. Uploaded files are the only thing that is written below /app: mount a volume there.
RUN docker/web/collect-static.sh && install --directory --owner=10001 --group=10001 var/media
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["python", "docker/web/healthy.py"]
ENTRYPOINT ["tini", "--", "docker/web/entrypoint.sh"]
CMD ["gunicorn", "--config=gunicorn.conf.py"]
