// Settings, by pages; every change is in force at once and kept. The field at the top hides what does not match.
#pragma once

#include <QDialog>

class QFormLayout;
class QListWidget;
class QStackedWidget;

namespace weft::editor {

struct Settings;

class SettingsDialog : public QDialog {
  Q_OBJECT

 public:
  explicit SettingsDialog(QWidget* parent);

 private:
  QFormLayout* addPage(const QString& title);
  void addRow(QFormLayout& page, const QString& label, QWidget* field, const QString& help);
  void addSwitch(QFormLayout& page, const QString& label, bool Settings::*member, const QString& help);
  void addNumber(QFormLayout& page, const QString& label, int Settings::*member, int low, int high, const QString& unit,
                 const QString& atLowest, const QString& help);
  void addChoice(QFormLayout& page, const QString& label, QString Settings::*member, const QStringList& choices,
                 const QString& help);
  void addText(QFormLayout& page, const QString& label, QString Settings::*member, const QString& placeholder,
               const QString& help);
  void addFolders(QFormLayout& page, const QString& label, QStringList Settings::*member, const QString& help);
  void addLook(QFormLayout& page);
  void search(const QString& text);

  QListWidget* m_titles;
  QStackedWidget* m_pages;
};

}  // namespace weft::editor
