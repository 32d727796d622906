// What the SDK makes of a plugin's declarations, seen from the host.
#include <QtTest>

#include <filesystem>

#include <weft/host/host.h>

#include "../host/fake_call.h"

using namespace weft;

namespace {

HostOptions onlyOf(const std::string& fixture) {
  HostOptions options;
  options.folders = {(std::filesystem::path(WEFT_BUILD_DIR) / "tests/plugins" / fixture).string()};
  return options;
}

PluginInfo scanned(const std::string& fixture) {
  const Host host(onlyOf(fixture));
  return host.plugins().size() == 1 ? host.plugins().front() : PluginInfo{};
}

}  // namespace

class TestSdk : public QObject {
  Q_OBJECT

 private slots:
  void listedPortsAreAccepted() {
    const PluginInfo plugin = scanned("sdk_listed");
    QCOMPARE(plugin.refusal, std::string());
    QCOMPARE(plugin.nodes, (std::vector<std::string>{"org.example.partial.Partial", "org.example.partial.BadText"}));
  }

  void unlistedPortIsRefused() {
    const PluginInfo plugin = scanned("sdk_unlisted");
    QVERIFY2(
        plugin.refusal.find("1 port or parameter is declared with weft::input, weft::output or weft::param but not "
                            "listed in its node's ports") != std::string::npos,
        plugin.refusal.c_str());
    QVERIFY(plugin.nodes.empty());
  }

  void aValueThatCannotBeMadeSaysWhy() {
    const Host host(onlyOf("sdk_listed"));
    const NodeType& type = *host.catalog().find("org.example.partial.BadText");
    FakeCall call(type);
    const auto outcome = (*type.create())->process(call);
    QCOMPARE(outcome.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(outcome.error().message, std::string("a string must be valid UTF-8"));
  }
};

QTEST_GUILESS_MAIN(TestSdk)
#include "test_sdk.moc"
