# One image for web, worker, scheduler and sandbox; docker-compose.yml says which runs where.
FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements.lock /tmp/requirements.lock
RUN /venv/bin/pip install --require-hashes -r /tmp/requirements.lock

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=shop.settings.many VAR_DIR=/data
RUN useradd --create-home --uid 10001 lapak && mkdir /data && chown lapak /data
COPY --from=build /venv /venv
WORKDIR /app
COPY --chown=lapak . /app
# Static files and translations are part of the image; neither needs a secret or a database.
RUN python -m shop.catalogs \
    && SECRET_KEY=image-build DATABASE_URL=sqlite:////tmp/none python manage.py collectstatic --noinput -v0 \
    && chown -R lapak /app
USER lapak
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
    CMD python -c "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "8", "shop.wsgi:application"]
