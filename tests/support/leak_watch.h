// For init() and cleanup(): a test leaves no value behind, and no memory of a device.
#pragma once

#include <QtTest>

#include <weft/value/memory.h>
#include <weft/value/value.h>

namespace weft::test {

class LeakWatch {
 public:
  void begin() { m_values = liveValues(); }
  void check(weft_device_id device) const {
    QCOMPARE(liveValues(), m_values);
    QCOMPARE(memoryUse(device).bytes, uint64_t{0});
  }

 private:
  int64_t m_values = 0;
};

}  // namespace weft::test
