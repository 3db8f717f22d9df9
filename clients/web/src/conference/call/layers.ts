// Layers of what a page sends that nobody takes are left out; the node says which, and says so again when one is missed.

/** One sender's layers. Of several wishes the newest counts; a browser that cannot goes on sending, and the node sees that. */
export class Layers {
  private wanted: readonly string[] = [];
  private applying = false;

  constructor(private readonly sender: Pick<RTCRtpSender, 'getParameters' | 'setParameters'>) {}

  /** Leaves out the layers of these rids and sends all others. */
  leaveOut(rids: readonly string[]): void {
    this.wanted = rids;
    if (!this.applying) void this.apply();
  }

  private async apply(): Promise<void> {
    this.applying = true;
    try {
      for (let applied: readonly string[] | null = null; applied !== this.wanted;) {
        const rids: readonly string[] = this.wanted;
        const parameters = this.sender.getParameters();
        const before = parameters.encodings.map((encoding) => encoding.active);
        for (const encoding of parameters.encodings) encoding.active = encoding.rid === undefined || !rids.includes(encoding.rid);
        const changes = parameters.encodings.some((encoding, at) => encoding.active !== before[at]);
        if (changes) await this.sender.setParameters(parameters);
        applied = rids;
      }
    } catch {
      // A connection that was closed meanwhile, or a browser that takes no such change.
    } finally {
      this.applying = false;
    }
  }
}
