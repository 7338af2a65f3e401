# One image, three entry points: docker-compose.yml says which. Each runs as a user without rights, on a file system it cannot change.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish engine/Service/Usd1Compliance.Service.csproj -c Release -o /out/service \
 && dotnet publish ingest/Usd1Compliance.Ingest.csproj -c Release -o /out/ingest \
 && dotnet publish ui/Usd1Compliance.Ui.csproj -c Release -o /out/ui

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /out/ ./
COPY rules/ ./rules/
ENV USD1_RULES=/app/rules USD1_DATA=/data ASPNETCORE_ENVIRONMENT=Production
RUN mkdir /data && chown "$APP_UID" /data
VOLUME /data
USER $APP_UID
ENTRYPOINT ["dotnet"]
CMD ["service/Usd1Compliance.Service.dll", "serve", "--urls", "http://0.0.0.0:8080"]
