FROM registry.example.com/base/python:3.12-slim

ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1

RUN useradd --system --create-home checkin
WORKDIR /srv/checkin

COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt

COPY checkin ./checkin
USER checkin
EXPOSE 8000

CMD ["uvicorn", "checkin.api:app", "--host", "0.0.0.0", \
     "--port", "8000", "--reload"]
