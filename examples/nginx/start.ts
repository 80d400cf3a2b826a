/** What an instance boots into: writes nginx.conf for its release and its address, and runs nginx until it is told to end. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nginxConfiguration } from "./configuration.ts";

const environment = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: this is for the playground to start.`);
  return value;
};

// User data is a shell script, as an instance of AWS would run it; here only its lines `KEY=value` count.
const release = /^RELEASE_VERSION=(.*)$/m.exec(environment("USER_DATA"))?.[1] ?? "unknown";

const folder = mkdtempSync(join(tmpdir(), "nginx-"));
writeFileSync(join(folder, "certificate.pem"), environment("TLS_CERT"));
writeFileSync(join(folder, "key.pem"), environment("TLS_KEY"), { mode: 0o600 });
writeFileSync(
  join(folder, "nginx.conf"),
  nginxConfiguration({
    release,
    instance: environment("INSTANCE_ID"),
    address: environment("ADDRESS"),
    httpPort: Number(environment("PORT_8080")),
    httpsPort: Number(environment("PORT_8443")),
    folder,
  }),
);

const nginx = spawn("nginx", ["-e", "stderr", "-p", folder, "-c", join(folder, "nginx.conf")], { stdio: "inherit" });
// The playground tells the whole process group to end, nginx too: this process waits for it.
process.on("SIGTERM", () => {});

const end = (code: number) => {
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = code;
};
nginx.once("error", (error) => {
  console.error(error.message);
  end(1);
});
nginx.once("exit", (code) => end(code ?? 1));
