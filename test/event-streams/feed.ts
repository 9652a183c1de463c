/** How often there is news, in milliseconds. */
const everyMs = 3;

/** A follower gets each event as the text of one. */
type Follower = (text: string) => void;

/** Numbered events that never end; every server of a test tells of the same ones, as from one database. */
export class Feed {
  #newest = 0;
  readonly #followers = new Set<Follower>();
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setInterval(() => this.#news(), everyMs);
  }

  /** Tells what came behind this event, and then all that comes, for ever: also to who is not there any more. */
  follow(lastEventId: number, follower: Follower): void {
    for (let id = lastEventId + 1; id <= this.#newest; id += 1) follower(eventOf(id));
    this.#followers.add(follower);
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #news(): void {
    this.#newest += 1;
    for (const follower of this.#followers) follower(eventOf(this.#newest));
  }
}

function eventOf(id: number): string {
  return `id: ${id}\ndata: event ${id}\n\n`;
}
