/* Written in ES5: it must run in the browsers it turns away. Says what to install when the page cannot work. */
(function () {
  function enough() {
    try {
      /* Array.prototype.at and Intl are in every supported browser; findLast came with Chromium 97, Firefox 104, Safari 15.4. */
      return 'noModule' in document.createElement('script') && !!window.fetch && !!window.indexedDB &&
        !!window.RTCPeerConnection && typeof Array.prototype.findLast === 'function' && typeof structuredClone === 'function';
    } catch (e) {
      return false;
    }
  }
  if (enough()) return;
  document.documentElement.className += ' too-old';
  function say() {
    document.body.innerHTML =
      '<div style="max-width:36em;margin:4em auto;padding:0 1em;font:16px/1.8 sans-serif">' +
      '<h1 style="font-size:20px">浏览器版本太旧，无法使用烽燧</h1>' +
      '<p>请安装以下任一浏览器的较新版本：Chromium / Chrome / Edge 109 以上，Firefox 115 以上，Safari 16.4 以上。' +
      '国产浏览器请选用 Chromium 109 以上内核。</p>' +
      '<p>This browser is too old. Install Chromium, Chrome or Edge 109+, Firefox 115+, or Safari 16.4+.</p></div>';
  }
  if (document.body) say();
  else document.addEventListener('DOMContentLoaded', say);
})();
