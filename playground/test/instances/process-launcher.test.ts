import { spawn } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import selfsigned from "selfsigned";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ownAddress, sharedAddress } from "../../instances/loopback.ts";
import { createInstanceLauncher, type ProcessLauncher } from "../../instances/process-launcher.ts";
import { sampleImage } from "../../instances/sample-image.ts";
import type { Address, RunningInstance } from "../../world/neighbours.ts";

interface Answer {
  readonly status: number | undefined;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

const get = (address: Address | undefined, path: string, secure = false): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const options = { ...address, path, agent: false, rejectUnauthorized: false };
    const answered = async (response: http.IncomingMessage) => {
      let body = "";
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode, headers: response.headers, body });
    };
    const request = secure ? https.get(options) : http.get(options);
    request.once("response", (response) => answered(response).catch(reject)).once("error", reject);
  });

/** Resolves once somebody listens at the address: processes take the time they take. */
const listening = async (address: Address | undefined): Promise<void> => {
  if (address === undefined) throw new Error("nothing is served there");
  for (;;) {
    const socket = connect(address);
    const up = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

const launchers: ProcessLauncher[] = [];
afterEach(async () => {
  await Promise.all(launchers.splice(0).map((launcher) => launcher.stop()));
});

let tls: { key: string; cert: string };
beforeAll(async () => {
  const pems = await selfsigned.generate([{ name: "commonName", value: "instance" }]);
  tls = { key: pems.private, cert: pems.cert };
});

const createLauncher = (options: Partial<Parameters<typeof createInstanceLauncher>[0]> = {}) => {
  const launcher = createInstanceLauncher({ images: () => sampleImage, ...options });
  launchers.push(launcher);
  return launcher;
};

const boot = (userData = "", extra = {}) => ({
  id: "i-0123456789abcdef0",
  imageId: "ami-sample",
  instanceType: "t3.micro",
  userData,
  tags: {},
  exited: () => {},
  ...extra,
});

/** A command that prints its environment to whoever connects. */
const environmentService = {
  command: [
    process.execPath,
    "-e",
    'require("http").createServer((_, r) => r.end(JSON.stringify(process.env))).listen(process.env.PORT_80, process.env.ADDRESS)',
  ],
  ports: [80],
};

describe("the sample service as an instance", () => {
  it("answers over HTTP and HTTPS with the release in its user data, and says that it is healthy", async () => {
    const instance = createLauncher({ tls }).launch(boot("#!/bin/sh\nRELEASE_VERSION=7\nRELEASE_COMMIT=4f2a\n"));
    await listening(instance.address(8443));
    const answers = [await get(instance.address(8080), "/"), await get(instance.address(8443), "/", true)];
    for (const { status, headers, body } of answers) {
      expect({ status, release: headers["x-release"], instance: headers["x-instance"] }).toEqual({
        status: 200,
        release: "7",
        instance: "i-0123456789abcdef0",
      });
      expect(JSON.parse(body)).toEqual({ release: "7", commit: "4f2a", instance: "i-0123456789abcdef0" });
    }
    expect((await get(instance.address(8080), "/health")).status).toBe(200);
  });

  it.each([
    ["at an address of its own", ownAddress],
    ["at the common address", sharedAddress],
  ])("serves whatever other port is asked for, over HTTP and HTTPS, %s, and ends as it should", async (_, place) => {
    const instance = createLauncher({ tls, place }).launch(boot("RELEASE_VERSION=7\nSTART_DELAY=0.1"));
    const another = instance.address(9090);
    expect(instance.address(9090)).toEqual(another);
    await listening(another);
    const answers = [await get(another, "/health"), await get(another, "/", true)];
    expect(answers.map(({ status, headers }) => [status, headers["x-release"]])).toEqual([
      [200, "7"],
      [200, "7"],
    ]);
    expect(Object.keys(instance.report?.().ports ?? {})).toEqual(["8080", "8443", "9090"]);
    await instance.stop();
    await expect(get(another, "/")).rejects.toThrow();
  });

  it("fails its health check after as many requests as told, and still answers", async () => {
    const instance = createLauncher().launch(boot("HEALTH=fail-after-requests:2"));
    const address = instance.address(8080);
    await listening(address);
    const paths = ["/health", "/", "/health", "/", "/health", "/"];
    const statuses: (number | undefined)[] = [];
    for (const path of paths) statuses.push((await get(address, path)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 503, 200]);
  });

  it("finishes the request in flight when it is told to stop, and accepts no other", async () => {
    const instance = createLauncher().launch(boot());
    const address = instance.address(8080);
    await listening(address);
    const slow = get(address, "/slow?ms=300");
    // The later request's answer tells that the earlier one has arrived too.
    await get(address, "/");
    const stopped = instance.stop();
    expect(await slow).toMatchObject({ status: 200, headers: { connection: "close" } });
    await stopped;
    await expect(get(address, "/")).rejects.toThrow("ECONNREFUSED");
  });

  it("ends by itself when it is to fail at boot, and says so", async () => {
    const launcher = createLauncher();
    const reason = await new Promise((exited) => {
      launcher.launch(boot("BOOT_FAILURE=exit", { exited }));
    });
    expect(reason).toBe("exit code 1: BOOT_FAILURE=exit");
  });
});

describe("any command as an instance", () => {
  it("gets its place, its user data and its tags, and of this process's environment PATH alone", async () => {
    // Below 1024 only root may listen; the shared address has ports that anybody may use.
    const instance = createLauncher({
      images: () => environmentService,
      speed: 10,
      place: sharedAddress,
    }).launch(boot("A=1\n", { imageId: "ami-any", tags: { Name: "web", "aws:autoscaling:groupName": "group" } }));
    const address = instance.address(80);
    await listening(address);
    expect(JSON.parse((await get(address, "/")).body)).toEqual({
      PATH: process.env.PATH,
      INSTANCE_ID: "i-0123456789abcdef0",
      ADDRESS: "127.0.0.1",
      PORT_80: String(address?.port),
      USER_DATA: "A=1\n",
      SPEED: "10",
      TAG_Name: "web",
      TAG_aws_autoscaling_groupName: "group",
    });
  });

  it.runIf(process.platform === "linux")(
    "serves at the private address that EC2 tells, if this machine has it",
    async () => {
      const instance = createLauncher().launch(boot("", { privateIpAddress: "127.250.3.4" }));
      expect(instance.address(8080)).toEqual({ host: "127.250.3.4", port: 8080 });
      await listening(instance.address(8080));
    },
  );

  it("keeps the last of what its process printed, and tells when it ends by itself", async () => {
    const told: string[] = [];
    const talker = {
      command: [process.execPath, "-e", 'console.log("hello"); console.error("[emerg] no such port"); process.exit(3)'],
      ports: [80],
    };
    const launcher = createLauncher({ images: () => talker, tell: (line) => told.push(line) });
    let instance: RunningInstance | undefined;
    await new Promise((exited) => {
      instance = launcher.launch(boot("", { exited }));
    });
    const report = instance?.report?.();
    expect(report?.output.split("\n").toSorted()).toEqual(["", "[emerg] no such port", "hello"]);
    expect(report).toMatchObject({ host: instance?.address(80)?.host, process: expect.any(Number) });
    expect(told).toEqual(["i-0123456789abcdef0 (ami-sample) ended by itself: exit code 3: [emerg] no such port"]);
  });

  it("runs in the image's folder", async () => {
    const place = { command: [process.execPath, "-p", "process.cwd()"], ports: [80], folder: import.meta.dirname };
    const launcher = createLauncher({ images: () => place });
    let instance: RunningInstance | undefined;
    await new Promise((exited) => {
      instance = launcher.launch(boot("", { exited }));
    });
    expect(instance?.report?.().output).toBe(`${import.meta.dirname}\n`);
  });

  it("refuses connections once its process is killed", async () => {
    const launcher = createLauncher();
    let instance: RunningInstance | undefined;
    const reason = await new Promise((exited) => {
      instance = launcher.launch(boot("", { exited }));
      launcher.kill("i-0123456789abcdef0");
    });
    expect(reason).toBe("ended by SIGKILL");
    await expect(get(instance?.address(8080), "/")).rejects.toThrow("ECONNREFUSED");
  });

  it("is killed if it does not heed the order to stop", async () => {
    const deaf = {
      command: [
        process.execPath,
        "-e",
        'process.on("SIGTERM", () => {}); require("http").createServer().listen(process.env.PORT_8080, process.env.ADDRESS)',
      ],
      ports: [8080],
    };
    const launcher = createLauncher({ images: () => deaf, patience: 100 });
    const instance = launcher.launch(boot("", { imageId: "ami-deaf" }));
    await listening(instance.address(8080));
    await instance.stop();
    await expect(get(instance.address(8080), "/")).rejects.toThrow("ECONNREFUSED");
  });

  it("says which command does not exist", async () => {
    const launcher = createLauncher({ images: () => ({ command: ["/none"], ports: [] }) });
    const reason = await new Promise((exited) => {
      launcher.launch(boot("", { imageId: "ami-none", exited }));
    });
    expect(reason).toBe("spawn /none ENOENT");
  });

  it("dies with its launcher, even if that is killed on the spot", async () => {
    const parent = spawn(process.execPath, [fileURLToPath(new URL("launch-and-wait.ts", import.meta.url))], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const address = JSON.parse(line.toString()) as Address;
    await listening(address);
    parent.kill("SIGKILL");
    const refused = async () => {
      for (;;) {
        const gone = await get(address, "/").then(
          () => false,
          () => true,
        );
        if (gone) return true;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    expect(await refused()).toBe(true);
  });
});

describe("places", () => {
  it("are loopback addresses of their own, ports as they are", () => {
    const [one, other] = [ownAddress([80, 443]), ownAddress([80, 443])];
    expect(one.host).toMatch(/^127\.\d+\.\d+\.\d+$/);
    expect(one.host).not.toBe(other.host);
    expect([...one.ports]).toEqual([
      [80, 80],
      [443, 443],
    ]);
  });

  it("are free ports of the common address elsewhere", () => {
    const { host, ports } = sharedAddress([80, 443]);
    expect(host).toBe("127.0.0.1");
    expect([...ports.keys()]).toEqual([80, 443]);
    expect(new Set(ports.values()).size).toBe(2);
  });
});
