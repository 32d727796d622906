// weft.autoencoder between processes.
#include "interface_calls.h"

namespace weft {
namespace {

weft_status WEFT_CALL describe(void* self, weft_autoencoder_info* info) {
  auto& remote = *static_cast<RemoteObject*>(self);
  return answerWith([&]() -> Result<void> {
    const auto recall = [&](RemoteObject::Known& known) {
      if (known.autoencoder) fillStruct(info, *known.autoencoder);
      return known.autoencoder.has_value();
    };
    if (remote.known(recall)) return {};
    auto answer = ask(remote, MessageKind::DescribeAutoencoder);
    if (!answer) return answer.error();
    weft_autoencoder_info full{sizeof(weft_autoencoder_info), 0, 0, 0, nullptr};
    full.factor = answer->get<uint32_t>();
    full.channels = answer->get<uint32_t>();
    full.tile_overlap = answer->get<uint32_t>();
    const bool named = answer->getBoolean();
    std::string space = answer->getText();
    if (auto finished = finishAnswer(*answer); !finished) return finished;
    remote.known([&](RemoteObject::Known& known) {
      if (known.autoencoder) return;  // another thread asked too; its text may be in use
      known.autoencoderSpace = std::move(space);
      if (named) full.latent_space = known.autoencoderSpace.c_str();
      known.autoencoder = full;
    });
    remote.known(recall);
    return {};
  });
}

weft_status convert(void* self, MessageKind kind, const weft_value* from, const weft_progress* progress,
                    const weft_value** to) {
  const auto& remote = *static_cast<RemoteObject*>(self);
  return answerWith([&] {
    const LentProgress lent(remote.link(), progress);
    return takeValue(ask(remote, kind,
                         [&](MessageWriter& request) {
                           lent.put(request);
                           return putValue(request, Value::borrow(from));
                         }),
                     to);
  });
}

weft_status WEFT_CALL encode(void* self, const weft_value* image, const weft_progress* progress,
                             const weft_value** latent) {
  return convert(self, MessageKind::Encode, image, progress, latent);
}

weft_status WEFT_CALL decode(void* self, const weft_value* latent, const weft_progress* progress,
                             const weft_value** image) {
  return convert(self, MessageKind::Decode, latent, progress, image);
}

Result<void> serveDescribe(Served& served) {
  const auto target = targetOf<weft_autoencoder>(served, WEFT_AUTOENCODER);
  if (!served.request.finish()) return refused(served);
  weft_autoencoder_info info{};
  info.struct_size = sizeof(info);
  if (auto done = callObject([&] { return target.table->describe(target.self, &info); }); !done) return done;
  served.answer.put(info.factor);
  served.answer.put(info.channels);
  served.answer.put(info.tile_overlap);
  served.answer.put<uint8_t>(info.latent_space ? 1 : 0);
  served.answer.putText(info.latent_space ? info.latent_space : "");
  return {};
}

Result<void> serveConvert(Served& served, decltype(weft_autoencoder::encode) weft_autoencoder::*function) {
  const auto target = targetOf<weft_autoencoder>(served, WEFT_AUTOENCODER);
  const RemoteProgress progress(served.link, served.request);
  const auto from = getValue(served.request);
  if (!served.request.finish()) return refused(served);
  if (!from) return from.error();
  return answerValue(served, [&](const weft_value** to) {
    return (target.table->*function)(target.self, from->get(), progress.get(), to);
  });
}

}  // namespace

const weft_autoencoder& remoteAutoencoder() {
  static const weft_autoencoder table{sizeof(weft_autoencoder), describe, encode, decode};
  return table;
}

void addAutoencoderServices(Link::Services& services) {
  services[MessageKind::DescribeAutoencoder] = serveDescribe;
  services[MessageKind::Encode] = [](Served& served) { return serveConvert(served, &weft_autoencoder::encode); };
  services[MessageKind::Decode] = [](Served& served) { return serveConvert(served, &weft_autoencoder::decode); };
}

}  // namespace weft
