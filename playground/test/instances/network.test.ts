import { expect, it } from "vitest";
import { claimNetwork } from "../../instances/network.ts";

it.runIf(process.platform === "linux")("a network is one world's until it is released", async () => {
  const mine = await claimNetwork(() => 241);
  expect(mine?.prefix).toBe("127.241");
  const numbers = [241, 241, 242];
  const others = await claimNetwork(() => numbers.shift() ?? 243);
  expect(others?.prefix).toBe("127.242");
  mine?.release();
  others?.release();
});
