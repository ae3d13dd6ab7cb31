# The bot in a container: docker compose up -d. What it keeps is in /data; everything else may be read-only.
FROM python:3.13-slim AS built
WORKDIR /src
RUN python -m venv /uv && /uv/bin/python -m pip install --no-cache-dir --quiet uv==0.13.9
ENV UV_PROJECT_ENVIRONMENT=/pitstop UV_PYTHON_DOWNLOADS=never UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN /uv/bin/uv sync --locked --no-default-groups --no-install-project --quiet
COPY bot bot
COPY cogs cogs
COPY demo demo
COPY migrations migrations
RUN /uv/bin/uv sync --locked --no-default-groups --no-editable --quiet

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin pitstop \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data
COPY --from=built /pitstop /pitstop
ENV PATH=/pitstop/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PITSTOP_DATA_DIR=/data PITSTOP_HEALTH_PORT=8642
USER 10001:10001
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PITSTOP_HEALTH_PORT'] + '/healthz', timeout=8)"]
ENTRYPOINT ["pitstop"]
CMD ["run"]
