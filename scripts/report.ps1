# Reports on a task by webhook. A report that does not get through is sent again, with the same key: it counts once.
#   report.ps1 start my-project task-1 -Task "Build it" -Agent ci
#   report.ps1 finish my-project task-1 -Result "Built" -Duration 120
# CONSILIUM_URL is the address of the host (http://127.0.0.1:8000), CONSILIUM_API_KEY a key of it.
# Exit codes: 0 reported, 1 refused, 3 not reachable.
param(
  [Parameter(Mandatory, Position = 0)][ValidateSet('start', 'status', 'finish', 'error')][string] $Kind,
  [Parameter(Mandatory, Position = 1)][string] $Project,
  [Parameter(Mandatory, Position = 2)][string] $TaskId,
  [string] $Task,
  [string] $Agent,
  [string] $Message,
  [string] $Metadata,
  [string] $Status,
  [Nullable[double]] $Progress,
  [string] $Result,
  [Nullable[double]] $Duration,
  [string] $ErrorType,
  [string] $ErrorMessage,
  [string] $StackTrace,
  [string] $Key = [guid]::NewGuid().ToString(),
  [ValidateRange(0, 100)][int] $Retries = 6
)

$report = @{ project = $Project; task_id = $TaskId }
if ($Task) { $report.task = $Task }
if ($Agent) { $report.agent = $Agent }
if ($Message) { $report.message = $Message }
if ($Metadata) { $report.metadata = ConvertFrom-Json $Metadata }
if ($Status) { $report.status = $Status }
if ($null -ne $Progress) { $report.progress = $Progress }
if ($Result) { $report.result = $Result }
if ($null -ne $Duration) { $report.duration_seconds = $Duration }
if ($ErrorType) { $report.error_type = $ErrorType }
if ($ErrorMessage) { $report.error_message = $ErrorMessage }
if ($StackTrace) { $report.stack_trace = $StackTrace }

$base = if ($env:CONSILIUM_URL) { $env:CONSILIUM_URL } else { 'http://127.0.0.1:8000' }
$headers = @{ 'Idempotency-Key' = $Key }
if ($env:CONSILIUM_API_KEY) { $headers['X-API-Key'] = $env:CONSILIUM_API_KEY }
$request = @{
  Method = 'Post'
  Uri = "$base/webhook/$Kind"
  Headers = $headers
  ContentType = 'application/json; charset=utf-8'
  Body = [Text.Encoding]::UTF8.GetBytes((ConvertTo-Json $report -Depth 50 -Compress))
  TimeoutSec = 20
}

for ($attempt = 0; ; $attempt++) {
  try {
    Invoke-RestMethod @request | ConvertTo-Json -Depth 50
    exit 0
  } catch {
    $code = if ($_.Exception.Response) { [int] $_.Exception.Response.StatusCode } else { 0 }
    if ($code -ge 400 -and $code -lt 500 -and $code -ne 408 -and $code -ne 429) {
      [Console]::Error.WriteLine("report: refused with ${code}: $($_.ErrorDetails.Message)")
      exit 1
    }
    if ($attempt -ge $Retries) {
      [Console]::Error.WriteLine("report: $base did not answer; send it again with -Key $Key")
      exit 3
    }
    Start-Sleep -Seconds ([Math]::Min(30, [Math]::Pow(2, $attempt)))
  }
}
