; electron-builder's script does not register URL schemes.
!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\belfry" "" "URL:belfry"
  WriteRegStr SHELL_CONTEXT "Software\Classes\belfry" "URL Protocol" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\belfry\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
!macroend

; An update also uninstalls the old version; it must keep these keys.
!macro customUnInstall
  ${ifNot} ${isUpdated}
    DeleteRegKey SHELL_CONTEXT "Software\Classes\belfry"
    ; The app writes this value when its user turns on Start at login.
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "io.belfry.desktop"
  ${endIf}
!macroend
