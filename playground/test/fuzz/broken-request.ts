/** Requests that no SDK would send: a member of another type, a parameter twice or without its name, half a body. */
import type { HttpRequest } from "../../gateway/http.ts";
import type { Random } from "../../world/random.ts";
import { picked } from "./any-input.ts";

const ofOtherTypes = [null, 1, -1, 1.5, 1e300, "", "x", "true", true, [], {}, [null], [[]], { a: 1 }, { 0: null }];
const texts = ["", "x", "-1", "1.5", "true", "99999999999999999999", "NaN", "%", "&", "<", "\u0000", "é"];

const brokenValue = (random: Random, value: unknown): unknown => {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  if (entries.length === 0 || random() < 0.1) return picked(random, ofOtherTypes);
  const [key, held] = picked(random, entries);
  const broken = random() < 0.4 ? picked(random, ofOtherTypes) : brokenValue(random, held);
  return Array.isArray(value)
    ? value.with(Number(key), broken)
    : { ...(value as object), [random() < 0.05 ? picked(random, texts) : key]: broken };
};

const brokenForm = (random: Random, body: string): string => {
  const parameters: (readonly [string, string])[] = [...new URLSearchParams(body)];
  const at = Math.floor(random() * parameters.length);
  const [name = "", value = ""] = parameters[at] ?? [];
  const chance = random();
  const broken: readonly (readonly [string, string])[] =
    chance < 0.5
      ? parameters.with(at, [name, picked(random, texts)])
      : chance < 0.65
        ? [...parameters, [name, picked(random, texts)]]
        : chance < 0.75
          ? parameters.toSpliced(at, 1)
          : chance < 0.85
            ? [...parameters, [`${name}.member.1`, value]]
            : parameters.with(at, [name.replace(/\d+/, picked(random, ["0", "-1", "x", "7", "1000000"])), value]);
  return new URLSearchParams(broken.map(([key, held]): [string, string] => [key, held])).toString();
};

const brokenMarkup = (random: Random, body: string): string => {
  const marks = body.split(/(?=<)/);
  const at = Math.floor(random() * marks.length);
  return random() < 0.5
    ? marks.toSpliced(at, 1).join("")
    : marks.with(at, `${marks[at]?.replace(/>.*/s, ">")}${picked(random, texts)}`).join("");
};

const brokenBody = (random: Random, body: string): string => {
  if (random() < 0.05) return body.slice(0, Math.floor(random() * body.length));
  if (body.startsWith("{")) return JSON.stringify(brokenValue(random, JSON.parse(body)));
  return body.startsWith("<") ? brokenMarkup(random, body) : brokenForm(random, body);
};

const brokenPath = (random: Random, path: string): string => {
  const parts = path.split(/(?<=[/?&=])/);
  return parts.with(Math.floor(random() * parts.length), encodeURIComponent(picked(random, texts))).join("");
};

/** The request with one thing in it as it may not be. */
export const brokenRequest = (random: Random, request: HttpRequest): HttpRequest => {
  const body = new TextDecoder().decode(request.body);
  if (body === "" || (request.path.length > 1 && random() < 0.3))
    return { ...request, path: `/${brokenPath(random, request.path).replace(/^\/+/, "")}` };
  return { ...request, body: new TextEncoder().encode(brokenBody(random, body)) };
};
