@echo off
rem Reports on a task by webhook: report.bat finish my-project task-1 -Result "Built". See report.ps1.
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0report.ps1" %*
exit /b %ERRORLEVEL%
