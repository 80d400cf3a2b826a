import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { sayIfLong } from "../../command/long-in-coming.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("an answer that is long in coming is said to be waited for, once, and with where", async () => {
  const written: string[] = [];
  const waiting = sayIfLong(
    new Promise((resolve) => setTimeout(() => resolve("here"), 60_000)),
    { AWS_ENDPOINT_URL: "http://127.0.0.1:4566" },
    (text) => void written.push(text),
  );
  await vi.advanceTimersByTimeAsync(4_999);
  expect(written).toEqual([]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await waiting).toBe("here");
  expect(written).toEqual([
    "No answer yet at http://127.0.0.1:4566; it is waited for about a minute. Ctrl-C ends it.\n",
  ]);
});

it("nothing is said of an answer that comes at once, or of a failure", async () => {
  const written: string[] = [];
  const write = (text: string) => void written.push(text);
  expect(await sayIfLong(Promise.resolve(1), {}, write)).toBe(1);
  await expect(sayIfLong(Promise.reject(new Error("refused")), {}, write)).rejects.toThrow("refused");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(written).toEqual([]);
});
