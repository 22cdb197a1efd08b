; The installer for Windows, for one person and without administrator rights:
;   makensis -DVERSION=0.1.0 -DPROGRAM=dist\clusterlab -DICON=build\frozen\icons\clusterlab.ico -DOUT=setup.exe
Unicode true
SetCompressor /SOLID lzma
Name "clusterlab"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\clusterlab"
InstallDirRegKey HKCU "Software\clusterlab" "InstallDir"
Icon "${ICON}"
UninstallIcon "${ICON}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "clusterlab"
VIAddVersionKey "FileDescription" "Installer of clusterlab"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "BSD-3-Clause"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\clusterlab"
!define CLASSES "Software\Classes"

Page directory
Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

Section
  ; What an earlier version left must not mix with this one. Only what the installer itself made is removed.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${PROGRAM}${SLASH}*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\clusterlab.lnk" "$INSTDIR\clusterlab.exe"
  WriteRegStr HKCU "Software\clusterlab" "InstallDir" "$INSTDIR"

  ; Under Open with, and never as the program that opens tables by itself.
  WriteRegStr HKCU "${CLASSES}\clusterlab.table\shell\open\command" "" '"$INSTDIR\clusterlab.exe" "%1"'
  WriteRegStr HKCU "${CLASSES}\clusterlab.table\DefaultIcon" "" "$INSTDIR\clusterlab.exe,0"
  WriteRegStr HKCU "${CLASSES}\clusterlab.table\Application" "ApplicationName" "clusterlab"
  WriteRegNone HKCU "${CLASSES}\.csv\OpenWithProgids" "clusterlab.table"
  WriteRegNone HKCU "${CLASSES}\.tsv\OpenWithProgids" "clusterlab.table"
  WriteRegNone HKCU "${CLASSES}\.xlsx\OpenWithProgids" "clusterlab.table"
  WriteRegNone HKCU "${CLASSES}\.xls\OpenWithProgids" "clusterlab.table"
  WriteRegNone HKCU "${CLASSES}\.ods\OpenWithProgids" "clusterlab.table"
  WriteRegNone HKCU "${CLASSES}\.parquet\OpenWithProgids" "clusterlab.table"

  ; Sessions are opened by a double click.
  WriteRegStr HKCU "${CLASSES}\clusterlab.session" "" "clusterlab session"
  WriteRegStr HKCU "${CLASSES}\clusterlab.session\shell\open\command" "" '"$INSTDIR\clusterlab.exe" "%1"'
  WriteRegStr HKCU "${CLASSES}\clusterlab.session\DefaultIcon" "" "$INSTDIR\clusterlab.exe,0"
  WriteRegStr HKCU "${CLASSES}\.clab" "" "clusterlab.session"

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "clusterlab"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\clusterlab.exe"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\clusterlab.exe"
  Delete "$INSTDIR\clusterlab-console.exe"
  Delete "$INSTDIR\LICENSES.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\clusterlab.lnk"
  DeleteRegKey HKCU "${CLASSES}\clusterlab.table"
  DeleteRegValue HKCU "${CLASSES}\.csv\OpenWithProgids" "clusterlab.table"
  DeleteRegValue HKCU "${CLASSES}\.tsv\OpenWithProgids" "clusterlab.table"
  DeleteRegValue HKCU "${CLASSES}\.xlsx\OpenWithProgids" "clusterlab.table"
  DeleteRegValue HKCU "${CLASSES}\.xls\OpenWithProgids" "clusterlab.table"
  DeleteRegValue HKCU "${CLASSES}\.ods\OpenWithProgids" "clusterlab.table"
  DeleteRegValue HKCU "${CLASSES}\.parquet\OpenWithProgids" "clusterlab.table"
  DeleteRegKey /ifnosubkeys /ifnovalues HKCU "${CLASSES}\.csv\OpenWithProgids"
  DeleteRegKey /ifnosubkeys /ifnovalues HKCU "${CLASSES}\.tsv\OpenWithProgids"
  DeleteRegKey /ifnosubkeys /ifnovalues HKCU "${CLASSES}\.xlsx\OpenWithProgids"
  DeleteRegKey /ifnosubkeys /ifnovalues HKCU "${CLASSES}\.xls\OpenWithProgids"
  DeleteRegKey /ifnosubkeys /ifnovalues HKCU "${CLASSES}\.ods\OpenWithProgids"
  DeleteRegKey /ifnosubkeys /ifnovalues HKCU "${CLASSES}\.parquet\OpenWithProgids"
  DeleteRegKey /ifnosubkeys /ifnovalues HKCU "${CLASSES}\.csv"
  DeleteRegKey /ifnosubkeys /ifnovalues HKCU "${CLASSES}\.tsv"
  DeleteRegKey /ifnosubkeys /ifnovalues HKCU "${CLASSES}\.xlsx"
  DeleteRegKey /ifnosubkeys /ifnovalues HKCU "${CLASSES}\.xls"
  DeleteRegKey /ifnosubkeys /ifnovalues HKCU "${CLASSES}\.ods"
  DeleteRegKey /ifnosubkeys /ifnovalues HKCU "${CLASSES}\.parquet"
  DeleteRegKey HKCU "${CLASSES}\clusterlab.session"
  DeleteRegKey HKCU "${CLASSES}\.clab"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\clusterlab"
SectionEnd
