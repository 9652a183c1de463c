import type { EventEmitter } from "node:events";

/**
 * Puts a method of ours before the one an object has, on this object alone, and returns the function that takes it
 * away. Where somebody has wrapped ours in the meantime it stays, and from then on only passes on.
 */
export function shadow<K extends string, F extends (...args: never[]) => unknown>(
  object: { [key in K]: F },
  name: K,
  ours: (pass: F, ...args: Parameters<F>) => ReturnType<F>,
): () => void {
  const hadOwn = Object.hasOwn(object, name);
  const before = object[name];
  const pass = ((...args: never[]) => Reflect.apply(before, object, args) as unknown) as F;
  let isActive = true;
  const shadowing = ((...args: Parameters<F>) => (isActive ? ours(pass, ...args) : pass(...args))) as F;
  object[name] = shadowing;
  return () => {
    isActive = false;
    if (object[name] !== shadowing) return;
    if (hadOwn) object[name] = before;
    else Reflect.deleteProperty(object, name);
  };
}

type Emit = (event: string | symbol, ...args: unknown[]) => boolean;

/** Sees every event of an emitter before its listeners do: `pass` hands it on to them, now or later. */
export function shadowEmit(
  emitter: EventEmitter,
  ours: (event: string | symbol, args: readonly unknown[], pass: () => boolean) => boolean,
): () => void {
  return shadow(emitter as { emit: Emit }, "emit", (pass: Emit, event, ...args) =>
    ours(event, args, () => pass(event, ...args)),
  );
}
