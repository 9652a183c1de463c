// Outlives its parent by one moment: whatever replica is still there when the parent is gone, however it went, is
// killed. It speaks of processes only, so the replicas can be any program.
const replicas = new Set<number>();

process.on("message", (message: { started: number } | { ended: number }) => {
  if ("started" in message) replicas.add(message.started);
  else replicas.delete(message.ended);
});

process.on("disconnect", () => {
  for (const pid of replicas) kill(pid);
});

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended in the same moment.
  }
}
