import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { registrationIn } from "../../command/registration-file.ts";

const registration = (...freeze: readonly string[]) =>
  [
    ...["name: web-live", 'account: "123456789012"', "region: eu-west-1", "stage: live", "loadBalancer: web"],
    ...["group: web", "listeners: [{ port: 80, placeholders: { blue: 9080, green: 9081 } }]"],
    ...["freeze:", ...freeze.map((each) => `  - { ${each} }`)],
  ].join("\n");

const written = (text: string): string => {
  const folder = mkdtempSync(join(tmpdir(), "registration-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "web-live.yml");
  writeFileSync(file, text);
  return file;
};

it("a file with freeze windows is taken as it is", () => {
  const freeze = ["cron: 0 18 * * FRI, timeZone: Europe/London, duration: 223200, reason: weekend"];
  expect(registrationIn(written(registration(...freeze))).freeze).toEqual([
    { cron: "0 18 * * FRI", timeZone: "Europe/London", duration: 223_200, reason: "weekend" },
  ]);
});

it.each([
  ["a cron that does not parse", "cron: 0 25 * * *, timeZone: UTC", "freeze.1.cron: '0 25 * * *' does not parse: "],
  ["one that never begins", "cron: 0 0 30 2 *, timeZone: UTC", "freeze.1.cron: '0 0 30 2 *' never begins."],
  ["a time zone that there is not", "cron: 0 0 * * *, timeZone: Mars", "freeze.1.timeZone: found 'Mars'; expected"],
])("%s is refused before it is registered", (_, freeze, says) => {
  const file = written(registration("cron: 0 18 * * 5, timeZone: UTC, duration: 3600", `${freeze}, duration: 3600`));
  expect(() => registrationIn(file)).toThrow(
    expect.objectContaining({ name: "InvalidInput", message: expect.stringContaining(says) }),
  );
});
