// What the SDK makes of a plugin's declarations, seen from the host.
#include <QtTest>

#include <filesystem>

#include <weft/host/host.h>

using namespace weft;

namespace {

PluginInfo scanned(const std::string& fixture) {
  HostOptions options;
  options.folders = {(std::filesystem::path(WEFT_BUILD_DIR) / "tests/plugins" / fixture).string()};
  const Host host(options);
  return host.plugins().size() == 1 ? host.plugins().front() : PluginInfo{};
}

}  // namespace

class TestSdk : public QObject {
  Q_OBJECT

 private slots:
  void listedPortsAreAccepted() {
    const PluginInfo plugin = scanned("sdk_listed");
    QCOMPARE(plugin.refusal, std::string());
    QCOMPARE(plugin.nodes, std::vector<std::string>{"org.example.partial.Partial"});
  }

  void unlistedPortIsRefused() {
    const PluginInfo plugin = scanned("sdk_unlisted");
    QVERIFY2(
        plugin.refusal.find("1 port or parameter is declared with weft::input, weft::output or weft::param but not "
                            "listed in its node's ports") != std::string::npos,
        plugin.refusal.c_str());
    QVERIFY(plugin.nodes.empty());
  }
};

QTEST_GUILESS_MAIN(TestSdk)
#include "test_sdk.moc"
