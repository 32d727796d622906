#include "packet.h"

#include <cstring>

namespace weft {

void FilePassage::attach(msghdr& header, std::span<const FileHandle> files) {
  if (files.empty()) return;
  header.msg_control = m_space;
  header.msg_controllen = CMSG_SPACE(sizeof(int) * files.size());
  std::memset(m_space, 0, header.msg_controllen);
  cmsghdr* control = CMSG_FIRSTHDR(&header);
  control->cmsg_level = SOL_SOCKET;
  control->cmsg_type = SCM_RIGHTS;
  control->cmsg_len = CMSG_LEN(sizeof(int) * files.size());
  for (size_t i = 0; i < files.size(); ++i) {
    const int descriptor = files[i].get();
    std::memcpy(CMSG_DATA(control) + i * sizeof(int), &descriptor, sizeof(int));
  }
}

void FilePassage::expect(msghdr& header) {
  header.msg_control = m_space;
  header.msg_controllen = sizeof(m_space);
}

bool FilePassage::take(msghdr& header, std::vector<FileHandle>& files) {
  for (cmsghdr* control = CMSG_FIRSTHDR(&header); control; control = CMSG_NXTHDR(&header, control)) {
    if (control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_RIGHTS) continue;
    const size_t count = (control->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < count; ++i) {
      int descriptor = -1;
      std::memcpy(&descriptor, CMSG_DATA(control) + i * sizeof(int), sizeof(int));
      files.emplace_back(descriptor);
    }
  }
  return (header.msg_flags & MSG_CTRUNC) == 0;
}

}  // namespace weft
