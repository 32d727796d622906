#include "preview/picture_set.h"

#include <algorithm>

namespace weft::editor {
namespace {

constexpr int smallSide = 256;

bool isLatent(const Type& type) { return !type.terms.empty() && type.terms.front().name == "latent"; }

}  // namespace

void PictureSet::clear() {
  ++m_series;
  m_requests.clear();
  m_labels.clear();
  m_total = 0;
}

void PictureSet::load(const ValueSource& source, const FollowedPort& port) {
  clear();
  m_source = source;
  m_port = port;
  if (!m_source.fetch) return;
  const Json request{{"node", port.node.toStdString()}, {"port", port.port.toStdString()}};
  m_source.fetch(request, [this, guard = QPointer(this), series = m_series](const Json& reply) {
    if (guard && series == m_series) take(reply);
  });
}

QString PictureSet::label(int picture) const { return m_labels.value(picture); }

void PictureSet::take(const Json& reply) {
  if (!reply.value("ok", false)) {
    emit failed(QString::fromStdString(reply.value("error", std::string("no answer"))), true);
    return;
  }
  const Json summary = reply.value("summary", Json::object());
  const std::string kind = summary.value("kind", std::string());
  bool any = false;
  if (kind == "tensor") any = takeTensor(summary.value("shape", std::vector<int64_t>()));
  if (kind == "list") {
    m_total = summary.value("length", int64_t{0});
    for (int64_t i = 0; i < std::min<int64_t>(m_total, most); ++i) {
      m_requests.append(Json{{"item", Json::array({i})}});
      m_labels.append(QString("%1 of %2").arg(i + 1).arg(m_total));
    }
    any = m_total > 0;
  }
  if (!any) {
    emit failed("No picture: " + QString::fromStdString(summary.value("text", kind)), false);
    return;
  }
  emit found();
  if (count() == 1) return open(0);
  for (int i = 0; i < count(); ++i) fetch(i, smallSide);
}

bool PictureSet::takeTensor(const std::vector<int64_t>& shape) {
  const size_t rank = shape.size();
  if (rank < 2 || rank > 4 || std::find(shape.begin(), shape.end(), 0) != shape.end()) return false;
  const int64_t batch = rank == 4 ? shape[0] : 1, channels = rank >= 3 ? shape[rank - 3] : 1;
  const bool whole = channels == 1 || channels == 3 || (channels == 4 && !isLatent(m_port.type));
  m_total = whole ? batch : batch * channels;
  for (int64_t i = 0; i < std::min<int64_t>(m_total, most); ++i) {
    if (whole) {
      m_requests.append(Json{{"batch", i}});
      m_labels.append(m_total > 1 ? QString("%1 of %2").arg(i + 1).arg(m_total) : QString());
    } else {
      m_requests.append(Json{{"batch", i / channels}, {"channel", i % channels}, {"range", "auto"}});
      const QString which = batch > 1 ? QString("%1 of %2, ").arg(i / channels + 1).arg(batch) : QString();
      m_labels.append(which + QString("channel %1").arg(i % channels));
    }
  }
  return true;
}

void PictureSet::open(int picture) {
  if (picture >= 0 && picture < count()) fetch(picture, 0);
}

void PictureSet::fetch(int picture, int side) {
  Json request = m_requests[picture];
  request["node"] = m_port.node.toStdString();
  request["port"] = m_port.port.toStdString();
  request["as"] = "picture";
  if (side > 0) request["max"] = side;
  const auto taken = [this, guard = QPointer(this), series = m_series, picture, side](const QImage& image,
                                                                                      const Json& reply) {
    if (!guard || series != m_series) return;
    if (image.isNull()) {
      emit failed(QString::fromStdString(reply.value("error", std::string("no answer"))), false);
    } else if (side > 0) {
      emit small(picture, image);
    } else {
      emit opened(picture, image);
    }
  };
  m_source.fetchPicture(std::move(request), taken);
}

}  // namespace weft::editor
