; electron-builder's own script registers no schemes.
!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\belfry" "" "URL:belfry"
  WriteRegStr SHELL_CONTEXT "Software\Classes\belfry" "URL Protocol" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\belfry\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
!macroend

; An update removes the old version too, and keeps these.
!macro customUnInstall
  ${ifNot} ${isUpdated}
    DeleteRegKey SHELL_CONTEXT "Software\Classes\belfry"
    ; Written by the app itself when it is told to start at login.
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "io.belfry.desktop"
  ${endIf}
!macroend
