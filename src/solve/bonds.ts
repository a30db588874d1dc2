/** Loads with a potential in a solve: springs, and contacts with their multipliers. */
import { augment, type Contact, createContact, penetration, tuneContact } from "../load/contact.js";
import type { ConservativeLoad } from "../load/conservative.js";
import { createSprings } from "../load/spring.js";
import type { SparsityPattern } from "../sparse/pattern.js";
import type { Problem } from "./problem.js";

/** What ties the body elastically to its surroundings. */
export interface Bonds {
  readonly springs: readonly ConservativeLoad[];
  readonly contacts: readonly Contact[];
  /** Both: springs first. */
  readonly all: readonly ConservativeLoad[];
}

/** Lays springs and contacts out on the stiffness. */
export function createBonds({ mesh, springs: given = [], contacts: loads = [] }: Problem, pattern: SparsityPattern): Bonds {
  const springs = given.map((one) => createSprings(one, pattern));
  const contacts = loads.map((load) => createContact(mesh, load, pattern));
  return { springs, contacts, all: [...springs, ...contacts] };
}

/** Adds the forces of all at a displacement; returns their potential, unit of energy. */
export function addBondForces({ all }: Bonds, u: Float64Array, time: number, external: Float64Array): number {
  let potential = 0;
  for (const bond of all) {
    potential += bond.respond(u, time);
    for (let dof = 0; dof < external.length; dof++) external[dof] += bond.forces[dof];
  }
  return potential;
}

/** Adds the stiffness of all at the displacement of the last forces. */
export function addBondStiffness({ all }: Bonds, K: Float64Array): void {
  for (const bond of all) bond.addStiffness(K);
}

/** Whether a contact waits for its penalty. */
export function untuned({ contacts }: Bonds): boolean {
  return contacts.some(({ penalty }) => Number.isNaN(penalty));
}

/** Gives contacts without a penalty theirs, from the stiffness of the body. */
export function tuneBonds({ contacts }: Bonds, pattern: SparsityPattern, dimension: number, K: Float64Array): void {
  for (const contact of contacts) if (Number.isNaN(contact.penalty)) tuneContact(contact, pattern, dimension, K);
}

/**
 * Updates the multipliers of contacts that are not yet exact enough.
 * @returns whether any was, so that equilibrium has to be found anew
 */
export function augmentBonds({ contacts }: Bonds): boolean {
  const loose = contacts.filter((contact) => penetration(contact) > contact.load.tolerance);
  for (const contact of loose) augment(contact);
  return loose.length > 0;
}

/** Multipliers become those of an accepted step. */
export function acceptBonds({ contacts }: Bonds): void {
  for (const contact of contacts) {
    augment(contact);
    contact.accepted.set(contact.multiplier);
  }
}

/** Multipliers of the last accepted step. */
export function rollbackBonds({ contacts }: Bonds): void {
  for (const contact of contacts) contact.multiplier.set(contact.accepted);
}

/** What a restart needs of the contacts: penalty and multipliers of each. */
export function bondState({ contacts }: Bonds): Float64Array[] {
  return contacts.map(({ penalty, accepted }) => Float64Array.of(penalty, ...accepted));
}

/** Puts contacts where `bondState` was taken. */
export function restoreBonds({ contacts }: Bonds, states: readonly Float64Array[]): void {
  contacts.forEach((contact, k) => {
    contact.penalty = states[k][0];
    contact.multiplier.set(states[k].subarray(1));
    contact.accepted.set(contact.multiplier);
  });
}
