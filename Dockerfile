# One image; docker-compose.yml says which process each container is.

FROM python:3.13-slim AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_NO_CACHE=1 PATH=/venv/bin:$PATH
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /house
COPY pyproject.toml uv.lock .python-version ./
# Exported and then installed, because the lock names no registry; every file is checked by its hash.
RUN uv export --quiet --frozen --no-default-groups --no-emit-project --no-header \
        --format requirements.txt --output-file /tmp/runtime.txt \
    && uv export --quiet --frozen --no-default-groups --group translate --no-emit-project --no-header \
        --format requirements.txt --output-file /tmp/build.txt \
    && uv venv --quiet --python /usr/local/bin/python3 /venv \
    && uv pip sync --quiet --require-hashes --python /venv/bin/python /tmp/build.txt
COPY . .
RUN python -m jobcenter.translations compile \
    && .ci/with-production-settings python manage.py collectstatic --noinput \
    && uv pip sync --quiet --require-hashes --python /venv/bin/python /tmp/runtime.txt \
    && python -m compileall -q boards citizens counsellors events jobcenter

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=jobcenter.settings.prod MEDIA_ROOT=/data/media
# Pango draws the posters, Noto the scripts that are not our own; the list of fonts is read now,
# because a container that may write nowhere would read all of them again for its first poster.
RUN apt-get update --quiet \
    && apt-get install --quiet --yes --no-install-recommends \
        fontconfig fonts-noto-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && fc-cache --force --system-only \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin jobcenter \
    && install --directory --owner jobcenter --mode 0750 /data/media /data/audit
COPY --from=build /venv /venv
COPY --from=build /house /house
WORKDIR /house
USER jobcenter
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", ".docker/is_alive.py", "8000"]
CMD ["gunicorn", "jobcenter.wsgi:application", "--config", ".docker/serve.py", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", "--worker-tmp-dir", "/tmp"]
