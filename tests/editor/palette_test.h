// Settings of a test's own, in a folder that goes with it: a person's recent nodes and shortcuts are left alone.
#pragma once

#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QTemporaryDir>

namespace weft::editor::test {

class OwnSettings {
 public:
  OwnSettings() {
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
    QCoreApplication::setOrganizationName("weft-test");
    QCoreApplication::setApplicationName("editor-test");
  }
  static void clear() { QSettings().clear(); }

 private:
  QTemporaryDir m_folder;
};

}  // namespace weft::editor::test
