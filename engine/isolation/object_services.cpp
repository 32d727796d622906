#include "object_services.h"

#include "interfaces.h"

namespace weft {

Link::Services objectServices() {
  Link::Services services;
  for (const auto add : {addTextEncoderServices, addAutoencoderServices, addDenoiserServices, addSolverServices,
                         addPatchableServices, addModuleServices, addSequenceServices, addProgressServices}) {
    add(services);
  }
  return services;
}

}  // namespace weft
