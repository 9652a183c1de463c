/** To be loaded before a program: its clock stands still, until the test says that it is later. */
import { hears, say } from "./parent.ts";

let now = performance.now();
performance.now = () => now;

async function goOn(): Promise<void> {
  await hears("be later");
  now += 1_000;
  say("it is later");
  return goOn();
}
void goOn();
