@echo off
rem Builds what is needed and runs the LongRag command line: longrag --help
setlocal
set "root=%~dp0"
set "out=%root%artifacts\longrag"
where dotnet >nul 2>nul
if errorlevel 1 (
  echo longrag: the .NET 10 SDK is missing; get it from https://dotnet.microsoft.com/download/dotnet/10.0 1>&2
  exit /b 3
)
powershell -NoProfile -Command "$s='%out%\.built'; if (-not (Test-Path $s)) { exit 1 }; $t=(Get-Item $s).LastWriteTimeUtc; $f=Get-ChildItem '%root%src','%root%migrations' -Recurse | Where-Object { $_.FullName -notmatch '\\(bin|obj)(\\|$)' -and $_.LastWriteTimeUtc -gt $t } | Select-Object -First 1; if ($f) { exit 1 } else { exit 0 }"
if errorlevel 1 (
  echo longrag: building, the first time takes a minute or two ... 1>&2
  pushd "%root%"
  dotnet publish src\Cli\LongRag.Cli.csproj -c Release -o "%out%" -v quiet -p:RunAnalyzers=false -p:LongRagAnalyzers=false -p:RestoreNoHttpCache=true -p:GenerateDocumentationFile=false 1>&2
  if errorlevel 1 ( popd & exit /b 6 )
  popd
  type nul > "%out%\.built"
)
dotnet "%out%\LongRag.Cli.dll" %*
exit /b %errorlevel%
