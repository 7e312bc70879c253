{% autoescape off %}// Keeps one page for phones without a network. No other page is ever kept here.
const NAME = "{{ name }}";
const FILES = ["{{ pages.id }}", "{{ pages.en }}"{% for file in files %}, "{{ file }}"{% endfor %}];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter((name) => name !== NAME).map((name) => caches.delete(name))))
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.method === "GET" && request.mode === "navigate") {
    const page = path.startsWith("/en/") ? FILES[1] : FILES[0];
    event.respondWith(fetch(request).catch(() => caches.match(page)));
  } else if (FILES.indexOf(path) > 1) {
    event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
  }
});
{% endautoescape %}
