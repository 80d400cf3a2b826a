import type { Furnished } from "../furnished.ts";

/** An input with which an operation succeeds in a furnished account; what it needs besides, it makes itself. */
export type Recipe = (furnished: Furnished) => object | Promise<object>;

/** By operation; one that is not here succeeds without being given anything. */
export type Recipes = Readonly<Record<string, Recipe>>;
