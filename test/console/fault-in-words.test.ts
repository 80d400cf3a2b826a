import { expect, it } from "vitest";
import { faultInWords } from "../../console/fault-in-words.ts";

const throttled = { id: "f-1", target: "elasticloadbalancing:ModifyListener", fault: "throttle", fired: 0 };

it.each([
  [throttled, "elasticloadbalancing:ModifyListener: throttle; struck 0 times so far"],
  [
    { ...throttled, nth: 2, fired: 1 },
    "elasticloadbalancing:ModifyListener: throttle, from number 2 on, 1 in all; struck once so far",
  ],
  [
    { ...throttled, times: 3, principal: "moveTraffic" },
    "elasticloadbalancing:ModifyListener: throttle, for moveTraffic, 3 in all; struck 0 times so far",
  ],
  [
    { id: "f-2", target: "instance:i-1", fault: "latency", milliseconds: 200, probability: 0.1, fired: 12 },
    "instance:i-1: latency, 200 ms, 10 % of them; struck 12 times so far",
  ],
])("%j is said as: %s", (fault, says) => {
  expect(faultInWords(fault)).toBe(says);
});
