// What is known of a model before anything is loaded; part of both of the pack's libraries.
#include <string>

#include "load_model.h"
#include "models/model_description.h"

namespace weft::io {

void LoadModel::infer(Infer& question) {
  if (!question.knows(model)) return;
  if (question[model].empty())
    question.fail(model, "no model is named; write the path of a model's folder, such as \"emoji\"");
  const auto description = models::readModelDescription(std::string(question[model]));
  if (!description) question.fail(model, description.error().message);
  const std::string space = "<" + description->space + ">";
  question.setType(denoiser, "denoiser" + space);
  question.setType(autoencoder, "autoencoder" + space);
}

}  // namespace weft::io
