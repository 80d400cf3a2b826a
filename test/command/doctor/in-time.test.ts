import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";

const command = join(import.meta.dirname, "../../../command/sarcelle.ts");

const whoYouAre = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
  <Arn>arn:aws:iam::123456789012:user/ann</Arn><UserId>AIDA</UserId><Account>123456789012</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>`;

it("doctor says within ten seconds what AWS did not answer, and ends then, whatever it still waits for", async () => {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    request.setEncoding("utf8").on("data", (body: string) => {
      if (body.includes("GetCallerIdentity")) response.setHeader("Content-Type", "text/xml").end(whoYouAre);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const env = {
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "ann",
    AWS_SECRET_ACCESS_KEY: "secret",
  };
  const begun = performance.now();
  const child = spawn(process.execPath, [command, "doctor"], { env, stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const [code] = await once(child, "exit");
  expect(code).toBe(0);
  expect(said).toContain("AWS had not answered after 2.5 s.");
  expect(said).toContain("AWS had not answered after 6 s.");
  expect(asked).toBeGreaterThan(3);
  // Its looks take 8.5 s, and to start what a machine needs; without an end of its own it waits for three times 20 s beside.
  expect(performance.now() - begun).toBeLessThan(15_000);
}, 90_000);
