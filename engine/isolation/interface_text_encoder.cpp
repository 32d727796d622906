// weft.text-encoder between processes.
#include "interface_calls.h"

namespace weft {
namespace {

weft_status WEFT_CALL encode(void* self, const char* text, const weft_value** conditioning) {
  const auto& encoder = *static_cast<RemoteObject*>(self);
  return answerWith([&] {
    return takeValue(ask(encoder, MessageKind::EncodeText,
                         [&](MessageWriter& request) {
                           request.putText(text);
                           return Result<void>();
                         }),
                     conditioning);
  });
}

Result<void> serveEncode(Served& served) {
  const auto encoder = targetOf<weft_text_encoder>(served, WEFT_TEXT_ENCODER);
  const std::string text = served.request.getText();
  if (!served.request.finish()) return refused(served);
  return answerValue(served,
                     [&](const weft_value** out) { return encoder.table->encode(encoder.self, text.c_str(), out); });
}

}  // namespace

const weft_text_encoder& remoteTextEncoder() {
  static const weft_text_encoder table{sizeof(weft_text_encoder), encode};
  return table;
}

void addTextEncoderServices(Link::Services& services) { services[MessageKind::EncodeText] = serveEncode; }

}  // namespace weft
