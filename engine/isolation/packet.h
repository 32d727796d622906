// How a message lies in a socket.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <span>
#include <vector>

#include <weft/base/files.h>

#include "message.h"

namespace weft {

struct PacketHead {
  uint32_t bytes = 0;  // of what follows
  uint16_t kind = 0;
  uint8_t form = 0;
  uint8_t files = 0;
};
static_assert(sizeof(PacketHead) == 8);

// The control data of one sendmsg() or recvmsg().
class FilePassage {
 public:
  void attach(msghdr& header, std::span<const FileHandle> files);
  void expect(msghdr& header);
  // What came with a message; false: not all fitted.
  static bool take(msghdr& header, std::vector<FileHandle>& files);

 private:
  alignas(cmsghdr) char m_space[CMSG_SPACE(sizeof(int) * mostMessageFiles)];
};

}  // namespace weft
