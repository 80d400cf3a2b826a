import type { Server } from "node:net";
import { AwsError } from "../world/aws-error.ts";

/** Resolves when the server takes connections; rejects with AwsError, naming host and port, where it cannot. */
export const listen = (
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> =>
  new Promise((resolve, reject) => {
    server.on("error", (error) =>
      reject(
        new AwsError(
          "InvalidConfigurationRequestException",
          `The playground cannot listen on ${host}:${port}: ${error.message}`,
        ),
      ),
    );
    server.listen(port, host, 1024, resolve);
  });
