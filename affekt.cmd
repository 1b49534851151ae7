@echo off
rem Runs Affekt from source: builds a Release once, and starts at once as long as no source has changed.
setlocal
where dotnet >nul 2>nul || (
  echo Affekt needs the .NET 10 SDK, and there is no dotnet here: get it from https://dotnet.microsoft.com/download and try again. 1>&2
  exit /b 1
)
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0eng\build.ps1" || exit /b 1
dotnet "%~dp0artifacts\affekt\Affekt.Cli.dll" %*
exit /b %errorlevel%
