# The worker with its local models inside. Keys and addresses come by the environment: `docker run --env-file .env`.
FROM python:3.11-slim AS install
RUN python -m venv /opt/segue
COPY requirements.lock .
RUN /opt/segue/bin/pip install --no-cache-dir --only-binary :all: --require-hashes -r requirements.lock

FROM python:3.11-slim
RUN useradd --uid 10001 --no-create-home segue && install -d -o segue -g segue /data
COPY --from=install /opt/segue /opt/segue
WORKDIR /app
COPY . .
ENV PATH=/opt/segue/bin:$PATH \
    PYTHONPATH=/app/src \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ORT_DISABLE_TELEMETRY=1 \
    SEGUE_CALLS_DIR=/data/calls \
    SEGUE_STORE=/data/appointments.sqlite \
    SEGUE_HEALTH_HOST=0.0.0.0 \
    SEGUE_HEALTH_PORT=8081
USER segue
EXPOSE 8081
# The worker answers once its models are loaded; until then failures don't count.
HEALTHCHECK --start-period=60s --interval=15s --timeout=3s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['SEGUE_HEALTH_PORT'].split()[0], timeout=2)"]
# SIGTERM lets the calls under way finish: give `docker stop --time` as long as a call may take.
CMD ["python", "agent.py", "start"]
