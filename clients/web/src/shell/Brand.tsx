/** The beacon: a flame over a watchtower. */
export function Beacon({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d="M12 2c2 2 3 3.3 3 5a3 3 0 0 1-6 0c0-1.7 1-3 3-5z" fill="var(--ac)" />
      <path d="M7.5 10.5h9L15.5 15h-7z" fill="var(--t1)" />
      <path d="M9 16h6l2 6H7z" fill="var(--t1)" />
    </svg>
  );
}
