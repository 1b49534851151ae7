# The build half of affekt.cmd: publishes the command line into artifacts\affekt unless it is newer than every source.
$ErrorActionPreference = 'Stop'
$root = Split-Path -Parent $PSScriptRoot
$app = Join-Path $root 'artifacts\affekt'
$stamp = Join-Path $root 'artifacts\affekt.stamp'
$log = Join-Path $root 'artifacts\affekt-build.log'
$inputs = 'src', 'models', 'eng', 'global.json', 'Directory.Build.props', 'Directory.Build.targets',
    'Directory.Packages.props', '.editorconfig' |
    ForEach-Object { Join-Path $root $_ } | Where-Object { Test-Path $_ }

function Test-Current {
    if (-not (Test-Path $stamp) -or -not (Test-Path (Join-Path $app 'Affekt.Cli.dll'))) { return $false }
    $built = (Get-Item $stamp).LastWriteTimeUtc
    $newer = @(Get-Item $inputs) + @(Get-ChildItem $inputs -Recurse) | Where-Object { $_.LastWriteTimeUtc -gt $built } | Select-Object -First 1
    return $null -eq $newer
}

if (Test-Current) { exit 0 }
New-Item -ItemType Directory -Force (Join-Path $root 'artifacts') | Out-Null
$mutex = New-Object System.Threading.Mutex($false, 'AffektBuild')
try { [void]$mutex.WaitOne() } catch [System.Threading.AbandonedMutexException] { }
try {
    if (Test-Current) { exit 0 }
    [Console]::Error.WriteLine('Building Affekt (about a minute)...')
    $started = [DateTime]::UtcNow
    $cli = Join-Path $root 'src\Affekt.Cli\Affekt.Cli.csproj'
    # A native program's messages on stderr are no PowerShell errors.
    $ErrorActionPreference = 'Continue'
    $ahead = '--use-current-runtime', '-p:PublishReadyToRun=true'
    & dotnet restore $cli @ahead *> $log
    if ($LASTEXITCODE -ne 0) { $ahead = @(); & dotnet restore $cli *> $log }
    if ($LASTEXITCODE -eq 0) { & dotnet publish $cli -c Release --no-restore --no-self-contained @ahead -o $app *>> $log }
    if ($LASTEXITCODE -ne 0) {
        Get-Content $log | ForEach-Object { [Console]::Error.WriteLine($_) }
        [Console]::Error.WriteLine("Affekt could not be built: the reason stands above and in $log.")
        exit 1
    }
    Set-Content $stamp ''
    (Get-Item $stamp).LastWriteTimeUtc = $started
}
finally { $mutex.ReleaseMutex() }
