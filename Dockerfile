# syntax=docker/dockerfile:1
# LongRag as a service. Nothing here has been built by an engine yet: it was checked by reading (README, "In a container").
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY . .
RUN dotnet publish src/Cli/LongRag.Cli.csproj -c Release -o /app -p:RunAnalyzers=false -p:LongRagAnalyzers=false -p:GenerateDocumentationFile=false

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# llama.cpp, which runs GGUF models, is built with OpenMP; Tesseract recognises pages that are pictures.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libgomp1 tesseract-ocr tesseract-ocr-eng curl \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /app /app
# The image's own user, without rights; the data folder is the only place it writes.
RUN mkdir /data && chown "$APP_UID" /data
USER $APP_UID
VOLUME /data
ENV LONGRAG_DATA=/data DOTNET_GCgen0size=0x1000000 ASPNETCORE_URLS=http://0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD curl -fsS http://127.0.0.1:8080/healthz || exit 1
STOPSIGNAL SIGTERM
# Other machines can reach this, so it does not start without a key: give the first one by LONGRAG_API_KEY_FILE.
ENTRYPOINT ["dotnet", "/app/LongRag.Cli.dll", "serve"]
