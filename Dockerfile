# Builds and runs the web app. See docs/guide/deployment.md.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
# For this platform only: packages with native libraries have them for many.
RUN dotnet publish src/Affekt.Cli -c Release --use-current-runtime --no-self-contained -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
RUN mkdir /data /music && chown $APP_UID /data
USER $APP_UID
VOLUME /data
EXPOSE 5080
# Reachable from outside the container, so AFFEKT_TOKEN has to be given.
ENTRYPOINT ["dotnet", "Affekt.Cli.dll", "serve", "--urls", "http://0.0.0.0:5080", "--data", "/data", "--music", "/music"]
HEALTHCHECK --interval=30s --timeout=3s CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/5080 && printf 'GET /healthz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && grep -q ok <&3"]
