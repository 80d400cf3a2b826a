import { fileURLToPath } from "node:url";
import type { ProcessImage } from "./process-launcher.ts";

/** The sample service as an image: HTTP on 8080, HTTPS on 8443, and both on whatever port a target group has. The flags keep a dozen of them small. */
export const sampleImage: ProcessImage = {
  command: [
    process.execPath,
    "--max-semi-space-size=1",
    "--max-old-space-size=64",
    "--v8-pool-size=0",
    "--disable-warning=ExperimentalWarning",
    fileURLToPath(new URL("sample-service.ts", import.meta.url)),
  ],
  ports: [8080, 8443],
  servesWhatIsAsked: true,
};
