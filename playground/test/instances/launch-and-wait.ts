/** Launches one instance, prints where it serves, and waits to be killed. */
import { createInstanceLauncher } from "../../instances/process-launcher.ts";
import { sampleImage } from "../../instances/sample-image.ts";

const launcher = createInstanceLauncher({ images: () => sampleImage });
const instance = launcher.launch({
  id: "i-0123456789abcdef0",
  imageId: "ami-sample",
  instanceType: "t3.micro",
  userData: "",
  tags: {},
  exited: () => {},
});
console.log(JSON.stringify(instance.address(8080)));
