// What the map really draws: features as rendered, read by the page's test hook.

/** Incidents drawn on the map of a page: number, symbol and place. */
export function drawnIncidents(page) {
  return page.evaluate(() => {
    const map = window.__map;
    const layers = ['fs-incidents', 'fs-selected'].filter((layer) => map?.getLayer(layer));
    if (layers.length === 0) return [];
    return map.queryRenderedFeatures({ layers }).map(({ properties, geometry, layer }) => ({
      incident: properties.incident, grade: properties.symbol.split('|')[3], selected: layer.id === 'fs-selected', lon: geometry.coordinates[0], lat: geometry.coordinates[1],
    }));
  });
}

/** Degrees of a drawn place may differ by the tile's grid: some ten metres. */
export const near = (a, b) => Math.abs(a.lon - b.lon) < 2e-3 && Math.abs(a.lat - b.lat) < 2e-3;

/** Presses the map at a place. */
export async function pressMap(page, { lon, lat }) {
  const at = await page.evaluate(([x, y]) => {
    const point = window.__map.project([x, y]);
    const box = window.__map.getCanvas().getBoundingClientRect();
    return { x: box.left + point.x, y: box.top + point.y };
  }, [lon, lat]);
  await page.mouse.click(at.x, at.y);
}
