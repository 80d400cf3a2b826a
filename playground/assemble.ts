/** A world of accounts and regions, and the gateway to them. */

import { createFaults } from "./faults/faults.ts";
import type { Stateful } from "./gateway/admin-routes.ts";
import { createCalls } from "./gateway/calls.ts";
import { type CredentialScope, credentialScope } from "./gateway/credential-scope.ts";
import type { Gateway } from "./gateway/gateway.ts";
import { knownActions } from "./gateway/protocols.ts";
import { account, home, isRegion, type Realm, region } from "./home.ts";
import { accountOfKey, createAccounts } from "./identity/accounts.ts";
import { createRealm, type WorldParts } from "./realm.ts";
import { zonesOf } from "./services/ec2/zones.ts";
import type { EventBuses } from "./services/eventbridge/delivery.ts";

/** A template's parameters, by name. */
export type TemplateParameters = Readonly<Record<string, string>>;

/** The realms of a world, each made when somebody first calls something in it. */
const createRealms = (parts: WorldParts) => {
  const accounts = createAccounts();
  const realms = new Map<string, ReturnType<typeof createRealm>>();
  const instanceNamed = (id: string) =>
    [...realms.values()].map(({ ec2 }) => ec2.instance(id)).find((instance) => instance !== undefined);
  const faults = createFaults({
    random: parts.random,
    clock: parts.clock,
    actions: knownActions,
    // Of the regions in which somebody has called, and at home.
    zones: () =>
      [...new Set([home.region, ...[...realms.keys()].map((name) => name.split(" ")[1] ?? "")])].flatMap(zonesOf),
    instance: instanceNamed,
    kill: parts.instances.kill,
  });
  const buses: EventBuses = {
    put(bus, event, sender) {
      const [, , , there = "", owner = ""] = bus.split(":");
      realm({ account: owner, region: there }).events.receive(bus, event, sender);
    },
  };
  const shared = { parts, accounts, faults, buses, calls: createCalls(parts.clock, parts.keptCalls) };
  const realm = (where: Realm) => {
    const name = `${where.account} ${where.region}`;
    const found = realms.get(name) ?? createRealm(shared, where);
    realms.set(name, found);
    return found;
  };
  return {
    ...shared,
    realm,
    instanceNamed,
    all: () => [...realms.values()],
    /** Where a request belongs; one that says it badly is answered at home. */
    realmOf: (scope: CredentialScope | undefined) =>
      realm({
        account: scope === undefined ? account : accountOfKey(accounts, scope.accessKeyId, account),
        region: scope === undefined || !isRegion(scope.region) ? region : scope.region,
      }),
  };
};

/** A world: one realm that everything is in that says nothing else, others as they are called, and the gateway to all of them. */
export const assemble = (parts: WorldParts) => {
  const { faults, calls, realm, realmOf, all, instanceNamed } = createRealms(parts);
  const atHome = realm(home);
  const gateway: Gateway = {
    handle(request) {
      const scope = credentialScope(request);
      return realmOf(scope).gateway.handle(request, scope);
    },
    perform: (call) => realmOf(call.scope).gateway.perform(call),
  };
  return {
    gateway,
    faults,
    calls,
    throttle: atHome.throttle,
    quotas: atHome.quotas,
    services: atHome.services,
    stateful: atHome.stateful,
    dynamoDb: atHome.dynamoDb,
    instanceProfiles: atHome.identity,
    machines: () => all().flatMap(({ ec2 }) => ec2.machines()),
    /** An account in a region, as if somebody had called something in it. */
    realm,
    /** Whoever holds resources in another realm; none if nobody called anything there. */
    servicesIn: (where: Realm): readonly Stateful[] | undefined =>
      all().find((each) => each.account === where.account && each.region === where.region)?.stateful,
    listeners: () =>
      all().flatMap((each) => each.elbv2.listeners().map((listener) => ({ ...listener, region: each.region }))),
    groupOf: (instance: string): string | undefined => instanceNamed(instance)?.tags["aws:autoscaling:groupName"],
    /** Deploys a packaged template whose bundles are in the folder `artifacts`. */
    deploy: (
      template: unknown,
      artifacts: string,
      stackName = "sarcelle-live",
      { where = home, parameters = {} }: { readonly where?: Realm; readonly parameters?: TemplateParameters } = {},
    ) => realm(where).cloudFormation.makeAtOnce(template, artifacts, stackName, parameters),
    /** Ends the services, but not what carries them. */
    async stop() {
      for (const { services } of all()) for (const service of services) await service.stop?.();
      await parts.functions.stop();
      for (const { dynamoDb } of all()) await dynamoDb.stop();
    },
  };
};

export type World = ReturnType<typeof assemble>;
