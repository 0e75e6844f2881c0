#include "server/echo/echo_page.hpp"

namespace potok::echo {
namespace {

// No part of it comes from anywhere else, and what the server says is shown as text only.
constexpr std::string_view kPage = R"html(<!doctype html>
<html lang="ru">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>potok-echo</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem }
form { display: flex; gap: .5rem }
input { flex: 1; font: inherit; padding: .3rem }
button { font: inherit }
#log { white-space: pre-wrap; overflow-wrap: anywhere; font-family: monospace }
</style>
<h1>potok-echo</h1>
<p id="state"></p>
<form><input id="text" autofocus autocomplete="off"><button id="send"></button></form>
<div id="log" role="log"></div>
<script>
const words = navigator.language.startsWith('ru')
  ? { open: 'Соединение открыто', closed: 'Соединение закрыто, код', wait: 'Соединяюсь…',
      send: 'Отправить', text: 'Сообщение', again: 'Обновите страницу, чтобы соединиться снова.' }
  : { open: 'Connected', closed: 'Closed, code', wait: 'Connecting…',
      send: 'Send', text: 'Message', again: 'Reload the page to connect again.' };
const at = id => document.getElementById(id);
const show = text => { const line = document.createElement('div'); line.textContent = text;
  at('log').append(line); };
at('send').textContent = words.send;
at('text').placeholder = words.text;
at('state').textContent = words.wait;
const socket = new WebSocket(location.href.replace(/^http/, 'ws').replace(/#.*/, ''));
socket.onopen = () => { at('state').textContent = words.open; };
socket.onclose = event => { at('state').textContent = words.closed + ' ' + event.code + '. ' + words.again;
  at('send').disabled = true; };
socket.onmessage = event => show('← ' + event.data);
document.forms[0].onsubmit = event => {
  event.preventDefault();
  if (socket.readyState !== WebSocket.OPEN) return;
  socket.send(at('text').value);
  show('→ ' + at('text').value);
  at('text').value = '';
};
</script>
</html>
)html";

}  // namespace

std::string_view echo_page() noexcept {
    return kPage;
}

}  // namespace potok::echo
