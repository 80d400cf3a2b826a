// What becomes of the AWS SDK, and of zod, on their way into a bundle. A cold start pays for every byte that is loaded.
import { readFile } from "node:fs/promises";

/**
 * In Lambda the role's credentials come by environment variables and by nothing else; the rest of the SDK's chain of
 * providers (profiles, SSO, processes, instance metadata) is 130 KB of every bundle.
 */
const environmentCredentials = {
  name: "environment-credentials",
  setup(build) {
    build.onLoad({ filter: /[\\/]@aws-sdk[\\/]credential-provider-node[\\/]dist-es[\\/]index\.js$/ }, () => ({
      contents: 'export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";',
    }));
  },
};

/**
 * Models write keys as constants: `{ [_xN]: … }`. To esbuild a computed key might have a side effect, so it keeps every shape of the model,
 * used or not: 550 KB of EC2, 39 KB of Lambda. With the constants' values in their place it keeps what is used. Of the other models more than
 * half is used, and constants are shorter.
 */
const literalKeys = {
  name: "literal-keys",
  setup(build) {
    const filter = /[\\/]@aws-sdk[\\/]client-(ec2|lambda|dynamodb)[\\/]dist-es[\\/]schemas[\\/].*\.js$/;
    build.onLoad({ filter }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const constants = new Map(
        [...source.matchAll(/^const (_\w+) = ("[^"\n]*");$/gm)].map(([, name, value]) => [name, value]),
      );
      return { contents: source.replace(/\[(_\w+)\]:/g, (key, name) => `${constants.get(name) ?? key}:`) };
    });
  },
};

/** Each client takes its version from its `package.json`, and with it come the lists of what it was built with: 2 KB each. */
const versionOnly = {
  name: "version-only",
  setup(build) {
    build.onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, "utf8"));
      return { contents: JSON.stringify({ version }), loader: "json" };
    });
  },
};

/**
 * What clients bring for what is never asked of them: DynamoDB's for asking AWS where to ask (its operations go without, and so the cache
 * of answers is all that there is), EventBridge's for signing what goes to a global endpoint, together 12 KB; and for streams of events, which
 * no operation answers that a function calls, 20 KB.
 */
const notAskedFor = {
  name: "not-asked-for",
  setup(build) {
    const instead = (filter, contents) => build.onLoad({ filter }, () => ({ contents }));
    instead(
      /[\\/]middleware-endpoint-discovery[\\/]dist-es[\\/]resolveEndpointDiscoveryConfig\.js$/,
      "export const resolveEndpointDiscoveryConfig = (input) => input;",
    );
    instead(
      /[\\/]@aws-sdk[\\/]signature-v4-multi-region[\\/]dist-es[\\/]index\.js$/,
      'export { SignatureV4 as SignatureV4MultiRegion } from "@smithy/signature-v4";',
    );
    instead(
      /[\\/]@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]event-streams[\\/]index\.js$/,
      `export const [EventStreamSerde, eventStreamSerdeProvider] = [];
       export const resolveEventStreamSerdeConfig = (input) => input;`,
    );
  },
};

/** Each schema of zod can be made a JSON schema, which no function does: 18 KB. What makes it is called as schemas are made, so it must be there. */
const noJsonSchemas = {
  name: "no-json-schemas",
  setup(build) {
    const filter = /[\\/]zod[\\/]v4[\\/]core[\\/](to-json-schema|json-schema-processors)\.js$/;
    build.onLoad({ filter }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const names = [...source.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => `none as ${name}`);
      return { contents: `const none = () => () => {}; export { ${names.join(", ")} };` };
    });
  },
};

/**
 * For an `import` of `node:http` Node.js reads each of its members, and to read its `WebSocket` loads all of `fetch`, which takes longer than
 * to compile a bundle. Asked for in this way, nothing is read but what is used.
 */
const httpWithoutFetch = {
  name: "http-without-fetch",
  setup(build) {
    build.onResolve({ filter: /^node:http$/ }, ({ path }) => ({ path, namespace: "built-in" }));
    build.onLoad({ filter: /.*/, namespace: "built-in" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule("${path}");`,
    }));
  },
};

export default [environmentCredentials, literalKeys, versionOnly, notAskedFor, noJsonSchemas, httpWithoutFetch];
